#!/bin/sh
# Made these captures: openssl talks to itself over TCP, dumpcap of Wireshark listens, editcap converts. The files are
# kept, for their bytes are new each time. Where `handshake` is: $1. The sums in capture_test.cc are of the bytes that
#   tshark -r FILE -Q -z follow,tcp,raw,0
# gives for each side.
set -eu
handshake=$1
"$handshake" list --pem rsa_pss_rsae_sha256 -o key.pem
record() { # INTERFACE FILE OPTION…
  interface=$1 file=$2
  shift 2
  dumpcap -q -i "$interface" -f 'tcp port 4455' -w "$file" &
  listener=$!
  sleep 1
  openssl s_server -accept 127.0.0.1:4455 -cert key.pem -key key.pem -www -quiet &
  server=$!
  sleep 1
  (printf 'GET / HTTP/1.0\r\n\r\n'; sleep 1) | openssl s_client -connect 127.0.0.1:4455 -quiet "$@" >/dev/null
  kill $server
  kill -INT $listener
  wait $listener
}
record lo tls13 -tls1_3
record any rsa -tls1_2 -cipher AES128-SHA256@SECLEVEL=0
# By way of the older format, which does not name the machine.
editcap -F nsecpcap tls13 tls13.pcap
editcap -F pcapng tls13.pcap openssl-tls13-ethernet.pcapng
editcap -F pcap tls13 openssl-tls13-ethernet.pcap
editcap -F nsecpcap rsa openssl-rsa-cooked-nanoseconds.pcap
editcap -F pcapng openssl-rsa-cooked-nanoseconds.pcap openssl-rsa-cooked.pcapng
rm -f key.pem tls13 tls13.pcap rsa
