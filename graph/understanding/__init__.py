"""Reading a turn: intent, scope, kind of message, mood, language, wish for a person and alarms."""
