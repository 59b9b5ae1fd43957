"""The nonce as a dependency of FastAPI."""

# FastAPI evaluates these annotations, in some versions without this module's names.
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from stockade.nonce import LazyNonce
from stockade.starlette.nonce import csp_nonce

__all__ = ["CspNonce"]


async def _nonce_of(connection: HTTPConnection) -> LazyNonce:
    # FastAPI would run a plain function in a thread, for each request.
    return csp_nonce(connection)


CspNonce = Annotated[LazyNonce, Depends(_nonce_of)]
