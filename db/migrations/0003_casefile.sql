-- Files of several kinds in one office: those of aggressors, minors and youth never show a victim's.
ALTER TABLE case_row ADD COLUMN kind TEXT NOT NULL DEFAULT 'victim';
