# OpenStack Swift with its S3 interface: proxy, account, container and object server, one copy each, from
# PyPI; Debian has the library that its erasure codes need. Sourced by run.
# shellcheck shell=bash disable=SC2034,SC2154

swift_start() {
    local bin server port disk
    if ! ldconfig -p | grep -q liberasurecode; then
        apt-get install -y -qq --no-install-recommends liberasurecode-dev > "$work/apt.log" 2>&1 \
            || fail "liberasurecode-dev is needed: $(tail -1 "$work/apt.log")"
    fi
    # Its parts import pkg_resources, which newer setuptools lack.
    bin=$(venv swift 'setuptools<81' 'swift==2.38.3' boto3)
    disk=$work/swift/disks/d1
    mkdir -p "$disk" "$work/swift/etc" "$work/swift/cache"
    cat > "$work/swift/etc/swift.conf" <<CONF
[swift-hash]
swift_hash_path_suffix = $RANDOM$RANDOM
swift_hash_path_prefix = $RANDOM$RANDOM
[storage-policy:0]
name = one
default = yes
CONF
    for server in account container object; do
        port=$(free_port)
        cat > "$work/swift/etc/$server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
devices = $work/swift/disks
mount_check = false
swift_dir = $work/swift/etc
user = $(id -un)
workers = 0
log_level = ERROR
[pipeline:main]
pipeline = $server-server
[app:$server-server]
use = egg:swift#$server
[$server-replicator]
[$server-auditor]
[$server-updater]
CONF
        (
            cd "$work/swift/etc"
            "$bin/swift-ring-builder" "$server.builder" create 4 1 1
            "$bin/swift-ring-builder" "$server.builder" add "r1z1-127.0.0.1:$port/d1" 1
            "$bin/swift-ring-builder" "$server.builder" rebalance
        ) > "$work/swift/rings.log" 2>&1
        "$bin/swift-$server-server" "$work/swift/etc/$server.conf" > "$work/swift/$server.log" 2>&1 &
        pids+=($!) swift_pids+=($!)
    done
    port=$(free_port)
    secret=swift-secret-$RANDOM$RANDOM$RANDOM
    cat > "$work/swift/etc/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
swift_dir = $work/swift/etc
user = $(id -un)
workers = 0
log_level = ERROR
[pipeline:main]
pipeline = catch_errors proxy-logging cache s3api tempauth copy slo dlo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_riverside = $secret .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
CONF
    "$bin/swift-proxy-server" "$work/swift/etc/proxy.conf" > "$work/swift/proxy.log" 2>&1 &
    pids+=($!) swift_pids+=($!)
    waits_for "http://127.0.0.1:$port/info"
    export AWS_ACCESS_KEY_ID=test:riverside AWS_SECRET_ACCESS_KEY=$secret AWS_REGION=us-east-1
    export AWS_ENDPOINT_URL=http://127.0.0.1:$port
    "$bin/python" -c 'import boto3; boto3.client("s3").create_bucket(Bucket="riverside-team")' 2> "$work/swift/made" \
        || fail "swift makes no bucket: $(tail -1 "$work/swift/made")"
    place=s3://riverside-team/pilot
}

swift_stop() {
    kill "${swift_pids[@]}"
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT_URL AWS_REGION
}
