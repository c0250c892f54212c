// The states of RFC 8446, appendix A, with the sending states that lie between them, those of TLS
// 1.2 after the fork (RFC 5246, section 7.3, which names none), and their transitions as data:
// checked at compile time, walked at run time, drawn by the page.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace handshake {

// ClientState follows appendix A.1.
enum class ClientState : std::uint8_t {
  START,
  WAIT_SH,
  WAIT_EE,
  WAIT_CERT_CR,
  WAIT_CERT,
  WAIT_CV,
  WAIT_FINISHED,
  SEND_END_OF_EARLY_DATA,
  SEND_CHANGE_CIPHER_SPEC,
  SEND_CERTIFICATE,
  SEND_CERTIFICATE_VERIFY,
  SEND_FINISHED,
  TLS12_WAIT_CERTIFICATE,
  TLS12_WAIT_SERVER_KEY_EXCHANGE,
  TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE,
  TLS12_WAIT_SERVER_HELLO_DONE,
  TLS12_SEND_CERTIFICATE,
  TLS12_SEND_CLIENT_KEY_EXCHANGE,
  TLS12_SEND_CERTIFICATE_VERIFY,
  TLS12_SEND_CHANGE_CIPHER_SPEC,
  TLS12_SEND_FINISHED,
  TLS12_WAIT_NEW_SESSION_TICKET,
  TLS12_WAIT_CHANGE_CIPHER_SPEC,
  TLS12_WAIT_FINISHED,
  CONNECTED,
  CLOSED,
};

// ServerState follows appendix A.2.
enum class ServerState : std::uint8_t {
  START,
  RECVD_CH,
  SEND_HELLO_RETRY_REQUEST,
  NEGOTIATED,
  SEND_CHANGE_CIPHER_SPEC,
  SEND_ENCRYPTED_EXTENSIONS,
  SEND_CERTIFICATE_REQUEST,
  SEND_CERTIFICATE,
  SEND_CERTIFICATE_VERIFY,
  SEND_FINISHED,
  WAIT_EOED,
  WAIT_FLIGHT2,
  WAIT_CERT,
  WAIT_CV,
  WAIT_FINISHED,
  TLS12_SEND_SERVER_HELLO,
  TLS12_SEND_CERTIFICATE,
  TLS12_SEND_SERVER_KEY_EXCHANGE,
  TLS12_SEND_CERTIFICATE_REQUEST,
  TLS12_SEND_SERVER_HELLO_DONE,
  TLS12_WAIT_CERTIFICATE,
  TLS12_WAIT_CLIENT_KEY_EXCHANGE,
  TLS12_WAIT_CERTIFICATE_VERIFY,
  TLS12_WAIT_CHANGE_CIPHER_SPEC,
  TLS12_WAIT_FINISHED,
  TLS12_SEND_NEW_SESSION_TICKET,
  TLS12_SEND_CHANGE_CIPHER_SPEC,
  TLS12_SEND_FINISHED,
  CONNECTED,
  CLOSED,
};

// Event is what moves a state: a message sent or taken, or a decision.
enum class Event : std::uint8_t {
  send_client_hello,
  receive_server_hello,
  receive_hello_retry_request,
  receive_encrypted_extensions,
  receive_certificate_request,
  receive_certificate,
  receive_certificate_verify,
  receive_finished,
  receive_client_hello,
  select_parameters,
  send_hello_retry_request,
  send_server_hello,
  send_change_cipher_spec,
  send_encrypted_extensions,
  send_certificate_request,
  send_certificate,
  send_certificate_verify,
  send_finished,
  no_early_data,
  send_end_of_early_data,
  receive_end_of_early_data,
  receive_server_key_exchange,
  receive_server_hello_done,
  receive_change_cipher_spec,
  receive_new_session_ticket,
  receive_client_key_exchange,
  send_client_key_exchange,
  send_server_key_exchange,
  send_server_hello_done,
  send_new_session_ticket,
  fail_or_close,
};

std::string_view name_of(ClientState);
std::string_view name_of(ServerState);
std::string_view name_of(Event);

// Transition leads from one state to the next on an event; `when` names the condition, if any.
template <class State>
struct Transition {
  State from;
  Event on;
  State to;
  std::string_view when = {};
};

inline constexpr auto kClientTransitions = std::to_array<Transition<ClientState>>({
    {ClientState::START, Event::send_client_hello, ClientState::WAIT_SH},
    {ClientState::START, Event::send_client_hello, ClientState::SEND_CHANGE_CIPHER_SPEC,
     "before early data, in compatibility mode"},
    {ClientState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec, ClientState::WAIT_SH,
     "before early data"},
    {ClientState::WAIT_SH, Event::receive_hello_retry_request, ClientState::START, "once"},
    {ClientState::WAIT_SH, Event::receive_hello_retry_request, ClientState::SEND_CHANGE_CIPHER_SPEC,
     "once, in compatibility mode"},
    {ClientState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec, ClientState::START,
     "after HelloRetryRequest"},
    {ClientState::WAIT_SH, Event::receive_server_hello, ClientState::WAIT_EE},
    {ClientState::WAIT_EE, Event::receive_encrypted_extensions, ClientState::WAIT_CERT_CR},
    {ClientState::WAIT_EE, Event::receive_encrypted_extensions, ClientState::WAIT_FINISHED,
     "with a PSK"},
    {ClientState::WAIT_CERT_CR, Event::receive_certificate_request, ClientState::WAIT_CERT},
    {ClientState::WAIT_CERT_CR, Event::receive_certificate, ClientState::WAIT_CV},
    {ClientState::WAIT_CERT, Event::receive_certificate, ClientState::WAIT_CV},
    {ClientState::WAIT_CV, Event::receive_certificate_verify, ClientState::WAIT_FINISHED},
    {ClientState::WAIT_FINISHED, Event::receive_finished, ClientState::SEND_CHANGE_CIPHER_SPEC,
     "compatibility mode"},
    {ClientState::WAIT_FINISHED, Event::receive_finished, ClientState::SEND_END_OF_EARLY_DATA,
     "early data was accepted"},
    {ClientState::SEND_END_OF_EARLY_DATA, Event::send_end_of_early_data,
     ClientState::SEND_FINISHED},
    {ClientState::WAIT_FINISHED, Event::receive_finished, ClientState::SEND_CERTIFICATE,
     "the server asked for a certificate"},
    {ClientState::WAIT_FINISHED, Event::receive_finished, ClientState::SEND_FINISHED},
    {ClientState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec,
     ClientState::SEND_CERTIFICATE, "the server asked for a certificate"},
    {ClientState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec,
     ClientState::SEND_FINISHED},
    {ClientState::SEND_CERTIFICATE, Event::send_certificate, ClientState::SEND_CERTIFICATE_VERIFY,
     "it is not empty"},
    {ClientState::SEND_CERTIFICATE, Event::send_certificate, ClientState::SEND_FINISHED},
    {ClientState::SEND_CERTIFICATE_VERIFY, Event::send_certificate_verify,
     ClientState::SEND_FINISHED},
    {ClientState::SEND_FINISHED, Event::send_finished, ClientState::CONNECTED},
    {ClientState::WAIT_SH, Event::receive_server_hello, ClientState::TLS12_WAIT_CERTIFICATE,
     "TLS 1.2"},
    {ClientState::WAIT_SH, Event::receive_server_hello, ClientState::TLS12_WAIT_NEW_SESSION_TICKET,
     "TLS 1.2, resumed, with a new ticket"},
    {ClientState::WAIT_SH, Event::receive_server_hello, ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC,
     "TLS 1.2, resumed"},
    {ClientState::TLS12_WAIT_CERTIFICATE, Event::receive_certificate,
     ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE, "DHE or ECDHE"},
    {ClientState::TLS12_WAIT_CERTIFICATE, Event::receive_certificate,
     ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE, "RSA"},
    {ClientState::TLS12_WAIT_SERVER_KEY_EXCHANGE, Event::receive_server_key_exchange,
     ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE},
    {ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE, Event::receive_certificate_request,
     ClientState::TLS12_WAIT_SERVER_HELLO_DONE},
    {ClientState::TLS12_WAIT_CERTIFICATE_REQUEST_OR_DONE, Event::receive_server_hello_done,
     ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE},
    {ClientState::TLS12_WAIT_SERVER_HELLO_DONE, Event::receive_server_hello_done,
     ClientState::TLS12_SEND_CERTIFICATE},
    {ClientState::TLS12_SEND_CERTIFICATE, Event::send_certificate,
     ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE},
    {ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE, Event::send_client_key_exchange,
     ClientState::TLS12_SEND_CERTIFICATE_VERIFY, "a certificate was sent"},
    {ClientState::TLS12_SEND_CLIENT_KEY_EXCHANGE, Event::send_client_key_exchange,
     ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC},
    {ClientState::TLS12_SEND_CERTIFICATE_VERIFY, Event::send_certificate_verify,
     ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC},
    {ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec,
     ClientState::TLS12_SEND_FINISHED},
    {ClientState::TLS12_SEND_FINISHED, Event::send_finished,
     ClientState::TLS12_WAIT_NEW_SESSION_TICKET, "a ticket was announced"},
    {ClientState::TLS12_SEND_FINISHED, Event::send_finished,
     ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC},
    {ClientState::TLS12_SEND_FINISHED, Event::send_finished, ClientState::CONNECTED, "resumed"},
    {ClientState::TLS12_WAIT_NEW_SESSION_TICKET, Event::receive_new_session_ticket,
     ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC},
    {ClientState::TLS12_WAIT_CHANGE_CIPHER_SPEC, Event::receive_change_cipher_spec,
     ClientState::TLS12_WAIT_FINISHED},
    {ClientState::TLS12_WAIT_FINISHED, Event::receive_finished, ClientState::CONNECTED},
    {ClientState::TLS12_WAIT_FINISHED, Event::receive_finished,
     ClientState::TLS12_SEND_CHANGE_CIPHER_SPEC, "resumed"},
    {ClientState::CONNECTED, Event::fail_or_close, ClientState::CLOSED},
});

inline constexpr auto kServerTransitions = std::to_array<Transition<ServerState>>({
    {ServerState::START, Event::receive_client_hello, ServerState::RECVD_CH},
    {ServerState::RECVD_CH, Event::select_parameters, ServerState::NEGOTIATED},
    {ServerState::RECVD_CH, Event::select_parameters, ServerState::SEND_HELLO_RETRY_REQUEST,
     "no key share for a common group"},
    {ServerState::SEND_HELLO_RETRY_REQUEST, Event::send_hello_retry_request, ServerState::START,
     "once"},
    {ServerState::SEND_HELLO_RETRY_REQUEST, Event::send_hello_retry_request,
     ServerState::SEND_CHANGE_CIPHER_SPEC, "once, in compatibility mode"},
    {ServerState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec, ServerState::START,
     "after HelloRetryRequest"},
    {ServerState::NEGOTIATED, Event::send_server_hello, ServerState::SEND_CHANGE_CIPHER_SPEC,
     "compatibility mode"},
    {ServerState::NEGOTIATED, Event::send_server_hello, ServerState::SEND_ENCRYPTED_EXTENSIONS},
    {ServerState::SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec,
     ServerState::SEND_ENCRYPTED_EXTENSIONS},
    {ServerState::SEND_ENCRYPTED_EXTENSIONS, Event::send_encrypted_extensions,
     ServerState::SEND_FINISHED, "with a PSK"},
    {ServerState::SEND_ENCRYPTED_EXTENSIONS, Event::send_encrypted_extensions,
     ServerState::SEND_CERTIFICATE_REQUEST, "the client shall prove itself"},
    {ServerState::SEND_ENCRYPTED_EXTENSIONS, Event::send_encrypted_extensions,
     ServerState::SEND_CERTIFICATE},
    {ServerState::SEND_CERTIFICATE_REQUEST, Event::send_certificate_request,
     ServerState::SEND_CERTIFICATE},
    {ServerState::SEND_CERTIFICATE, Event::send_certificate, ServerState::SEND_CERTIFICATE_VERIFY},
    {ServerState::SEND_CERTIFICATE_VERIFY, Event::send_certificate_verify,
     ServerState::SEND_FINISHED},
    {ServerState::SEND_FINISHED, Event::send_finished, ServerState::WAIT_FLIGHT2},
    {ServerState::SEND_FINISHED, Event::send_finished, ServerState::WAIT_EOED,
     "early data was accepted"},
    {ServerState::WAIT_EOED, Event::receive_end_of_early_data, ServerState::WAIT_FLIGHT2},
    {ServerState::WAIT_FLIGHT2, Event::no_early_data, ServerState::WAIT_CERT,
     "the client was asked for a certificate"},
    {ServerState::WAIT_FLIGHT2, Event::no_early_data, ServerState::WAIT_FINISHED},
    {ServerState::WAIT_CERT, Event::receive_certificate, ServerState::WAIT_CV, "it is not empty"},
    {ServerState::WAIT_CERT, Event::receive_certificate, ServerState::WAIT_FINISHED},
    {ServerState::WAIT_CV, Event::receive_certificate_verify, ServerState::WAIT_FINISHED},
    {ServerState::WAIT_FINISHED, Event::receive_finished, ServerState::CONNECTED},
    {ServerState::RECVD_CH, Event::select_parameters, ServerState::TLS12_SEND_SERVER_HELLO,
     "TLS 1.2"},
    {ServerState::TLS12_SEND_SERVER_HELLO, Event::send_server_hello,
     ServerState::TLS12_SEND_CERTIFICATE},
    {ServerState::TLS12_SEND_SERVER_HELLO, Event::send_server_hello,
     ServerState::TLS12_SEND_NEW_SESSION_TICKET, "resumed, with a new ticket"},
    {ServerState::TLS12_SEND_SERVER_HELLO, Event::send_server_hello,
     ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC, "resumed"},
    {ServerState::TLS12_SEND_CERTIFICATE, Event::send_certificate,
     ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE, "DHE or ECDHE"},
    {ServerState::TLS12_SEND_CERTIFICATE, Event::send_certificate,
     ServerState::TLS12_SEND_CERTIFICATE_REQUEST, "RSA, the client is asked for a certificate"},
    {ServerState::TLS12_SEND_CERTIFICATE, Event::send_certificate,
     ServerState::TLS12_SEND_SERVER_HELLO_DONE, "RSA"},
    {ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE, Event::send_server_key_exchange,
     ServerState::TLS12_SEND_CERTIFICATE_REQUEST, "the client is asked for a certificate"},
    {ServerState::TLS12_SEND_SERVER_KEY_EXCHANGE, Event::send_server_key_exchange,
     ServerState::TLS12_SEND_SERVER_HELLO_DONE},
    {ServerState::TLS12_SEND_CERTIFICATE_REQUEST, Event::send_certificate_request,
     ServerState::TLS12_SEND_SERVER_HELLO_DONE},
    {ServerState::TLS12_SEND_SERVER_HELLO_DONE, Event::send_server_hello_done,
     ServerState::TLS12_WAIT_CERTIFICATE, "the client was asked for a certificate"},
    {ServerState::TLS12_SEND_SERVER_HELLO_DONE, Event::send_server_hello_done,
     ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE},
    {ServerState::TLS12_WAIT_CERTIFICATE, Event::receive_certificate,
     ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE},
    {ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE, Event::receive_client_key_exchange,
     ServerState::TLS12_WAIT_CERTIFICATE_VERIFY, "the client sent a certificate"},
    {ServerState::TLS12_WAIT_CLIENT_KEY_EXCHANGE, Event::receive_client_key_exchange,
     ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC},
    {ServerState::TLS12_WAIT_CERTIFICATE_VERIFY, Event::receive_certificate_verify,
     ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC},
    {ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC, Event::receive_change_cipher_spec,
     ServerState::TLS12_WAIT_FINISHED},
    {ServerState::TLS12_WAIT_FINISHED, Event::receive_finished,
     ServerState::TLS12_SEND_NEW_SESSION_TICKET, "a ticket was announced"},
    {ServerState::TLS12_WAIT_FINISHED, Event::receive_finished,
     ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC},
    {ServerState::TLS12_WAIT_FINISHED, Event::receive_finished, ServerState::CONNECTED, "resumed"},
    {ServerState::TLS12_SEND_NEW_SESSION_TICKET, Event::send_new_session_ticket,
     ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC},
    {ServerState::TLS12_SEND_CHANGE_CIPHER_SPEC, Event::send_change_cipher_spec,
     ServerState::TLS12_SEND_FINISHED},
    {ServerState::TLS12_SEND_FINISHED, Event::send_finished, ServerState::CONNECTED},
    {ServerState::TLS12_SEND_FINISHED, Event::send_finished,
     ServerState::TLS12_WAIT_CHANGE_CIPHER_SPEC, "resumed"},
    {ServerState::CONNECTED, Event::fail_or_close, ServerState::CLOSED},
});

// allowed tells whether a table leads from one state to another. Any state may end in CLOSED.
template <class State, std::size_t N>
constexpr bool allowed(const std::array<Transition<State>, N> &table, State from, State to) {
  if (to == State::CLOSED) return true;
  for (const auto &t : table) {
    if (t.from == from && t.to == to) return true;
  }
  return false;
}

template <class State, std::size_t N>
constexpr bool reaches(const std::array<Transition<State>, N> &table, State from, State goal) {
  // Rounds until nothing new is seen: a compiler counts the steps that it takes here.
  std::array<bool, 64> seen{};
  seen[static_cast<std::size_t>(from)] = true;
  for (bool more = true; more;) {
    more = false;
    for (const auto &t : table) {
      if (!seen[static_cast<std::size_t>(t.from)] || seen[static_cast<std::size_t>(t.to)]) continue;
      seen[static_cast<std::size_t>(t.to)] = true;
      more = true;
    }
  }
  return seen[static_cast<std::size_t>(goal)];
}

template <class State, std::size_t N>
constexpr bool every_state_lies_on_a_path(const std::array<Transition<State>, N> &table) {
  for (const auto &t : table) {
    if (!reaches(table, State::START, t.from)) return false;
    if (t.to != State::CLOSED && !reaches(table, t.to, State::CONNECTED)) return false;
  }
  return true;
}
static_assert(every_state_lies_on_a_path(kClientTransitions));
static_assert(every_state_lies_on_a_path(kServerTransitions));
static_assert(!allowed(kClientTransitions, ClientState::WAIT_CERT, ClientState::WAIT_FINISHED));
static_assert(!allowed(kServerTransitions, ServerState::NEGOTIATED, ServerState::CONNECTED));
static_assert(!allowed(kServerTransitions, ServerState::WAIT_CERT, ServerState::CONNECTED));

}  // namespace handshake
