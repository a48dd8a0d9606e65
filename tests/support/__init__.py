"""What tests, benchmarks and chaos runs share: real servers on free loopback ports."""
