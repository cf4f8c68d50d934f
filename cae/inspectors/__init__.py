"""Inspectors: processes that look closely at one model, of a live run, an atlas or a checkpoint, for one page each."""
