"""What every process of ours needs: the frames and messages that travel, the pipe, the handle on it, and its main."""
