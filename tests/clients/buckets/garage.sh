# Garage: three nodes that hold three copies, built from crates.io (AGPL; it runs beside, and is no part of
# asdone). One node is killed in the middle of the story and comes back. Sourced by run.
# shellcheck shell=bash disable=SC2034,SC2154

garage_node() { # garage_node N: starts a node
    RUST_LOG=error "$kept/garage/bin/garage" -c "$work/garage/$1.toml" server > "$work/garage/$1.log" 2>&1 &
    nodes[$1]=$!
    pids+=($!)
}

garage_say() { "$kept/garage/bin/garage" -c "$work/garage/$1.toml" "${@:2}" 2> "$work/garage/said"; }

garage_start() {
    if [ ! -x "$kept/garage/bin/garage" ]; then
        nice -n 19 cargo install garage --version 2.5.0 --locked --jobs 1 --root "$kept/garage" \
            --target-dir "$kept/garage-build"
    fi
    mkdir "$work/garage"
    local token n ids=() rpc s3
    token=$(python3 -c 'import secrets; print(secrets.token_hex(32))')
    nodes=(0 0 0 0)
    for n in 1 2 3; do
        rpc=$(free_port) s3=$(free_port)
        [ "$n" = 1 ] && garage_s3=$s3
        cat > "$work/garage/$n.toml" <<TOML
metadata_dir = "$work/garage/$n-meta"
data_dir = "$work/garage/$n-data"
db_engine = "sqlite"
replication_factor = 3
rpc_bind_addr = "127.0.0.1:$rpc"
rpc_public_addr = "127.0.0.1:$rpc"
rpc_secret = "$token"
[s3_api]
s3_region = "garage"
api_bind_addr = "127.0.0.1:$s3"
root_domain = ".s3.garage.localhost"
TOML
        garage_node "$n"
    done
    for n in 1 2 3; do
        for _ in $(seq 100); do
            garage_say "$n" status > /dev/null && break
            sleep 0.3
        done
        ids[n]=$(garage_say "$n" node id -q)
    done
    garage_say 1 node connect "${ids[2]}" > /dev/null
    garage_say 1 node connect "${ids[3]}" > /dev/null
    for n in 1 2 3; do
        garage_say 1 layout assign "${ids[n]%%@*}" -z "zone$n" -c 1G > /dev/null
    done
    garage_say 1 layout apply --version 1 > /dev/null
    sleep 2
    garage_say 1 bucket create riverside-team > /dev/null
    local key
    key=$(garage_say 1 key create riverside)
    garage_say 1 bucket allow --read --write riverside-team --key riverside > /dev/null
    AWS_ACCESS_KEY_ID=$(sed -n 's/^Key ID: *//p' <<< "$key")
    secret=$(sed -n 's/^Secret key: *//p' <<< "$key")
    [ -n "$AWS_ACCESS_KEY_ID" ] && [ -n "$secret" ] || fail "garage gave no key"
    export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$secret AWS_REGION=garage
    export AWS_ENDPOINT_URL=http://127.0.0.1:$garage_s3
    place=s3://riverside-team/pilot
}

garage_harm() {
    kill -9 "${nodes[3]}"
    wait "${nodes[3]}" 2> /dev/null || true
    echo "one of three nodes was killed"
}

garage_mend() {
    garage_node 3
    for _ in $(seq 100); do
        garage_say 3 status > /dev/null && break
        sleep 0.3
    done
    echo "it came back"
}

garage_stop() {
    kill "${nodes[1]}" "${nodes[2]}" "${nodes[3]}" 2> /dev/null || true
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL AWS_REGION
}
