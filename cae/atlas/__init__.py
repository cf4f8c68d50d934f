"""The λ atlas: paths of models trained in worker processes, kept on disk, and sent to the page once."""
