"""A record, a board of figures or an appraisal sheet to a document on paper."""
