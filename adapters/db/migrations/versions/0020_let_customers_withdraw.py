"""Let whoever waits for a person say that nobody is needed any more."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_NAME = "ck_handoffs_status"
_BEFORE = "status IN ('waiting', 'claimed', 'resolved', 'returned')"
_AFTER = "status IN ('waiting', 'claimed', 'resolved', 'returned', 'withdrawn')"


def _allow(condition: str) -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.drop_constraint(op.f(_NAME), type_="check")
        handoffs.create_check_constraint(op.f(_NAME), condition)


def upgrade() -> None:
    _allow(_AFTER)


def downgrade() -> None:
    op.execute(sa.text("UPDATE handoffs SET status = 'returned' WHERE status = 'withdrawn'"))
    _allow(_BEFORE)
