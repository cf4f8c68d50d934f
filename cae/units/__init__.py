"""The Units page's server side: models of any source looked at unit by unit, in processes of their own."""
