"""What more than one page needs."""
