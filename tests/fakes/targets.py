"""Functions and URLs of customers in memory."""

from __future__ import annotations

from pinwheel.ports.functions import CallFailed


class MemoryFunctions:
    """`answers` maps a name to a function of the payload, to bytes, or to an error to raise; others are none."""

    def __init__(self, **answers):
        self.answers = answers
        self.calls = []

    def exists(self, name):
        return name in self.answers

    def invoke(self, name, payload):
        self.calls.append((name, payload))
        if name not in self.answers:
            raise CallFailed(f"There is no function '{name}'.")
        return _answer(self.answers[name], payload)


class MemoryWebhooks:
    """`answers` maps a URL as above; `headers` maps it to what HEAD shows."""

    def __init__(self, answers=(), headers=()):
        self.answers = dict(answers)
        self.headers = dict(headers)
        self.calls = []

    def refusal(self, url):
        return None if url.startswith("https://") else "The URL must begin with https://."

    def head(self, url):
        if url not in self.headers:
            raise CallFailed("The host cannot be reached.", is_untaken=True)
        return 200, self.headers[url]

    def post(self, url, body, headers):
        self.calls.append((url, body, headers))
        if url not in self.answers:
            raise CallFailed("The host cannot be reached.", is_untaken=True)
        return _answer(self.answers[url], body)


def _answer(answer, payload):
    if isinstance(answer, list):
        answer = answer.pop(0)
    if callable(answer):
        answer = answer(payload)
    if isinstance(answer, Exception):
        raise answer
    return answer
