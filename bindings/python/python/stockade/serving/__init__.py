"""What a response gets: what the adapters for every framework share."""
