"""Invented cases for practice, a module a chapter: each story gives one sheet after another and writes none."""
