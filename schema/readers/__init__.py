"""One small module per subject: a part of the YAML to the object that it declares."""
