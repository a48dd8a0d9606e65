"""The customer's side: turns what a channel sends into one inbound message and one outbound message back."""
