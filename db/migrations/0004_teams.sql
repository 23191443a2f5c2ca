-- What a head of office changed in a protocol lies beside what was changed in forms: definitions, nothing about anybody.
ALTER TABLE local_form ADD COLUMN kind TEXT NOT NULL DEFAULT 'form';
