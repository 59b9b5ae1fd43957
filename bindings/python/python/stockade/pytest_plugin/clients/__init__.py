"""The test clients whose responses are looked at. Each is watched in a module of its own."""
