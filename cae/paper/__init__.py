"""Table 1 of Rifai et al. (2011) from this package's own models: trained, measured, fine-tuned, beside the paper's."""
