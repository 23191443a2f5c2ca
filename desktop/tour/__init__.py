"""The main job done once by the program itself, through the real window, as a demonstration and as a test."""
