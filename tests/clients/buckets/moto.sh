# moto: a mock of Amazon S3, from PyPI. Sourced by run.
# shellcheck shell=bash disable=SC2034,SC2154

moto_start() {
    local bin port
    bin=$(venv moto 'moto[server]==5.2.5' boto3)
    port=$(free_port)
    "$bin/moto_server" -H 127.0.0.1 -p "$port" > "$work/moto.log" 2>&1 &
    pids+=($!) moto=$!
    waits_for "http://127.0.0.1:$port/"
    secret=moto-secret-$RANDOM$RANDOM$RANDOM
    export AWS_ACCESS_KEY_ID=riverside AWS_SECRET_ACCESS_KEY=$secret AWS_REGION=us-east-1
    export AWS_ENDPOINT_URL=http://127.0.0.1:$port
    "$bin/python" -c 'import boto3; boto3.client("s3").create_bucket(Bucket="riverside-team")'
    place=s3://riverside-team/pilot
}

moto_stop() {
    kill "$moto"
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL AWS_REGION
}
