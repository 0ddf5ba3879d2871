"""As many as the programme has places for, held by the database."""

import pgtrigger


def within_places(name: str, *, programme: str) -> pgtrigger.Trigger:
    """Refuses a `seat` beyond the programme's number of places. `programme` is SQL for the id of the programme of NEW.

    Seats are numbered from 1 and unique beside each other, so two who take the last one at once cannot both have it.
    The programme's row is locked for reading, so that its places cannot be lowered meanwhile. What has its seat is not
    asked again when something else about it is written.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("seat"),
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.seat IS NOT NULL"),
        func=f"""
            IF NEW.seat > (SELECT places FROM programme_programme WHERE id = {programme} FOR SHARE) THEN
                RAISE EXCEPTION 'seat % is more than the programme has', NEW.seat
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - nobody's input: both names are in the code
    )
