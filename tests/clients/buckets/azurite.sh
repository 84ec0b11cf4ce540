# Azurite: Microsoft's own stand-in for Azure storage, from npm. It reports to its makers unless it is told
# not to. The account and its key are those that it documents for everybody. Sourced by run.
# shellcheck shell=bash disable=SC2034,SC2154

azurite_start() {
    local bin port
    if [ ! -e "$kept/azurite/node_modules/.bin/azurite-blob" ]; then
        mkdir -p "$kept/azurite"
        npm install --silent --no-audit --no-fund --prefix "$kept/azurite" azurite@3.37.0
    fi
    bin=$(venv azure azure-storage-blob)
    port=$(free_port)
    "$kept/azurite/node_modules/.bin/azurite-blob" --disableTelemetry --silent --skipApiVersionCheck \
        --blobHost 127.0.0.1 --blobPort "$port" --location "$work/azurite" > "$work/azurite.log" 2>&1 &
    pids+=($!) azurite=$!
    waits_for "http://127.0.0.1:$port/"
    secret=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
    export AZURE_STORAGE_ACCOUNT_NAME=devstoreaccount1 AZURE_STORAGE_ACCOUNT_KEY=$secret
    export AZURE_STORAGE_ENDPOINT=http://127.0.0.1:$port/devstoreaccount1
    "$bin/python" - <<'PYTHON'
import os
from azure.storage.blob import BlobServiceClient
account = BlobServiceClient(os.environ["AZURE_STORAGE_ENDPOINT"], os.environ["AZURE_STORAGE_ACCOUNT_KEY"])
account.create_container("riverside-team")
PYTHON
    place=az://riverside-team/pilot
}

azurite_stop() {
    kill "$azurite"
    unset AZURE_STORAGE_ACCOUNT_NAME AZURE_STORAGE_ACCOUNT_KEY AZURE_STORAGE_ENDPOINT
}
