"""What have all records in common?"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the page preview, whose size is `Page.width` x `Page.height`."""

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 x 3 homography, row by row."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A probability or a share of a whole."""


class Record(BaseModel):
    """A frozen record whose `repr` tells its type and nothing of a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.model_fields_set))})"

    __str__ = __repr__
