"""Atlases of models over λ: kept on disk, trained by a worker, shown to whoever looks at one."""
