"""What the jobs of a text are called: read, and not played. Pure."""

from trialrun.jobs.packed import is_packed, unpack


def names_in(text: str) -> tuple[tuple[int, str], ...]:
    """Returns number and name of each job of a text that can be read, in its order.

    The number is that of the job's slug.
    """
    # Imported here: most people never bring a job, and the reader is a large room.
    from trialrun.jobs import read_job_file
    from trialrun.jobs.several import read_several

    file = read_several(unpack(text)).file if is_packed(text) else read_job_file("", text)
    return tuple(
        (number, job.world.job.name or f"job {number}")
        for number, job in enumerate(file.jobs.values(), 1)
        if job.world
    )
