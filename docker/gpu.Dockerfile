# The book on an NVIDIA GPU: the CUDA build of the same versions. The host needs NVIDIA's container toolkit.
#
#   docker build -f docker/gpu.Dockerfile -t training-deep-networks:gpu .
#   docker run --rm --gpus all training-deep-networks:gpu make gpu-check
#   docker run --rm --gpus all -e TRAINDNN_PROFILE=full training-deep-networks:gpu make book
FROM python:3.12.12-slim-bookworm

SHELL ["/bin/bash", "-o", "pipefail", "-c"]

# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git make \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 reader

# The CUDA libraries come with the Python packages; the driver comes from the host.
ENV VENV=/opt/venv PATH=/opt/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1 \
    LOCK=requirements-cuda.txt NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN install --directory --owner=reader /opt/venv /home/reader/book
USER 1000
WORKDIR /home/reader/book

COPY --chown=reader . .
# An image keeps nothing that is compiled later.
RUN make setup-book && python -m compileall -q -j 0 /opt/venv/lib

EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
