# The book, the course and the grader on a CPU.
#
#   docker build -f docker/cpu.Dockerfile -t training-deep-networks .
#   docker run --rm -p 8888:8888 training-deep-networks                      Jupyter with the book
#   docker run --rm -p 8000:8000 training-deep-networks make serve HOST=0.0.0.0
#   docker run --rm --security-opt seccomp=unconfined training-deep-networks make grade-demo
#
# The grader encloses students' code in namespaces of its own, which the usual seccomp profile of a container
# forbids; without that option it falls back to Landlock, and says so.
FROM python:3.12.12-slim-bookworm

SHELL ["/bin/bash", "-o", "pipefail", "-c"]

# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends bubblewrap chromium git make \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 reader

ENV VENV=/opt/venv PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN install --directory --owner=reader /opt/venv /home/reader/book
USER 1000
WORKDIR /home/reader/book

COPY --chown=reader . .
# An image keeps nothing that is compiled later.
RUN make setup-book && python -m compileall -q -j 0 /opt/venv/lib

EXPOSE 8888 8000
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
