// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/http_call.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <type_traits>
#include <utility>

#include "loader/net/call_socket.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using ErrorCode = boost::system::error_code;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

/// More is no header of an answer to a health check.
constexpr uint32_t kLargestHeader = 16 << 10;

http::request<http::empty_body> get_of(const health::HttpQuestion& question) {
    http::request<http::empty_body> get(http::verb::get, question.path, 11);
    get.set(http::field::host, question.host);
    get.set(http::field::user_agent, "hawser");
    get.set(http::field::connection, "close");
    return get;
}

/// What both kinds of stream do alike, once they are connected.
template <typename Stream>
class Call : public HttpCall, public std::enable_shared_from_this<Call<Stream>> {
 public:
    template <typename... Args>
    Call(const OutgoingProbe& request, ProbeAnswered answered, Args&&... args)
        : stream_(std::forward<Args>(args)...),
          id_(request.id),
          sequence_(request.sequence),
          question_(request.config.http),
          get_(get_of(question_)),
          answered_(std::move(answered)) {
        parser_.header_limit(kLargestHeader);
        beast::get_lowest_layer(stream_).expires_after(
            std::max(request.deadline - system_now(), Duration::zero()));
    }

    void start(const boost::asio::ip::tcp::endpoint& target) {
        beast::get_lowest_layer(stream_).async_connect(
            target, beast::bind_front_handler(&Call::connected, this->shared_from_this()));
    }
    void end() override {
        answered_ = nullptr;
        beast::get_lowest_layer(stream_).cancel();
    }

 protected:
    Stream& stream() { return stream_; }

 private:
    void connected(const ErrorCode& error) {
        if (error) return failed(call_failure(error));
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_handshake(ssl::stream_base::client,
                                    beast::bind_front_handler(&Call::shaken_hands, this->shared_from_this()));
        } else {
            ask();
        }
    }
    void shaken_hands(const ErrorCode& error) {
        if (error) return failed("TLS: " + call_failure(error));
        ask();
    }
    void ask() {
        http::async_write(stream_, get_,
                          [self = this->shared_from_this()](const ErrorCode& error, size_t /*size*/) {
                              if (error) return self->failed(call_failure(error));
                              self->read();
                          });
    }
    void read() {
        http::async_read_header(stream_, buffer_, parser_,
                                [self = this->shared_from_this()](const ErrorCode& error, size_t /*size*/) {
                                    if (error) return self->failed(call_failure(error));
                                    self->judge(self->parser_.get().result_int());
                                });
    }
    void judge(unsigned status) {
        const bool expected = status >= question_.least_status && status <= question_.most_status;
        if (expected) return tell({});
        const auto reason = http::obsolete_reason(http::int_to_status(status));
        failed(fmt::format("the server answers {} {}", status, std::string(reason.data(), reason.size())));
    }
    void failed(const std::string& why) { tell(why); }
    void tell(const std::string& failure) {
        if (!answered_) return;
        const ProbeAnswered answered = std::move(answered_);
        end();
        health::ProbeAnswer answer;
        answer.received_at = system_now();
        answer.sequence = sequence_;
        answer.failure = failure;
        answered(id_, answer);
    }

    Stream stream_;
    health::ProbeId id_;
    uint32_t sequence_;
    health::HttpQuestion question_;
    http::request<http::empty_body> get_;
    http::response_parser<http::empty_body> parser_;
    beast::flat_buffer buffer_;
    ProbeAnswered answered_;
};

/// Made for each call: reading the authorities again finds renewed ones, and a health check is rare.
Result<std::shared_ptr<ssl::context>> make_context(const health::HttpQuestion& question) {
    ErrorCode failure;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    if (!question.verify) return context;
    context->set_verify_mode(ssl::verify_peer, failure);
    context->set_verify_callback(ssl::host_name_verification(question.host), failure);
    if (question.ca_file.empty()) {
        context->set_default_verify_paths(failure);
    } else {
        context->load_verify_file(question.ca_file, failure);
    }
    if (failure) return Error("reading the authorities for https: " + failure.message());
    return context;
}

/// A TLS call with its context, which the stream only refers to.
class TlsCall : public Call<TlsStream> {
 public:
    TlsCall(const OutgoingProbe& request, ProbeAnswered answered, CallSocket socket,
            std::shared_ptr<ssl::context> context)
        : Call(request, std::move(answered), std::move(socket), *context), context_(std::move(context)) {}

    /// SNI (RFC 6066, 3), which an address is not.
    void name_server(const std::string& host) {
        ErrorCode is_name;
        boost::asio::ip::make_address(host, is_name);
        if (is_name) SSL_set_tlsext_host_name(stream().native_handle(), host.c_str());
    }

 private:
    std::shared_ptr<ssl::context> context_;
};

}  // namespace

Result<std::shared_ptr<HttpCall>> start_http_call(boost::asio::io_context& loop, const OutgoingProbe& request,
                                                  const ProbeAnswered& answered) {
    Result<CallSocket> socket = open_call_socket(loop, request);
    if (!socket) return socket.error();
    if (!request.config.http.tls) {
        const auto call = std::make_shared<Call<PlainStream>>(request, answered, *std::move(socket));
        call->start(call_target(request));
        return std::static_pointer_cast<HttpCall>(call);
    }
    Result<std::shared_ptr<ssl::context>> context = make_context(request.config.http);
    if (!context) return context.error();
    const auto call = std::make_shared<TlsCall>(request, answered, *std::move(socket), *std::move(context));
    call->name_server(request.config.http.host);
    call->start(call_target(request));
    return std::static_pointer_cast<HttpCall>(call);
}

}  // namespace hawser::loader
