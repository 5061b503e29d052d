// SPDX-License-Identifier: BSD-2-Clause
#include "loader/metrics/http_session.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <utility>

namespace hawser::loader {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr uint32_t kLargestHeader = 8 * 1024;
constexpr uint64_t kLargestBody = 1024;
constexpr std::chrono::seconds kPatience{10};

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response make_response(const Request& request, http::status status, const char* type, std::string body) {
    Response response(status, request.version(), std::move(body));
    response.set(http::field::content_type, type);
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    // As long as GET's, and empty.
    if (request.method() == http::verb::head) response.body().clear();
    return response;
}

Response answer(const Request& request, const MetricsText& text) {
    constexpr const char* kPlain = "text/plain; charset=utf-8";
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        Response refusal =
            make_response(request, http::status::method_not_allowed, kPlain, "GET and HEAD alone\n");
        refusal.set(http::field::allow, "GET, HEAD");
        return refusal;
    }
    const beast::string_view target = request.target();
    if (target.substr(0, target.find('?')) != "/metrics")
        return make_response(request, http::status::not_found, kPlain, "the metrics are at /metrics\n");
    return make_response(request, http::status::ok, "text/plain; version=0.0.4; charset=utf-8", text());
}

class Session : public std::enable_shared_from_this<Session> {
 public:
    Session(asio::generic::stream_protocol::socket socket, const std::shared_ptr<const MetricsText>& text,
            std::shared_ptr<void> token)
        : stream_(std::move(socket)), text_(text), token_(std::move(token)) {}

    void read() {
        parser_.emplace();
        parser_->header_limit(kLargestHeader);
        parser_->body_limit(kLargestBody);
        stream_.expires_after(kPatience);
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](error_code failure, size_t) { self->take(failure); });
    }

 private:
    using Stream = beast::basic_stream<asio::generic::stream_protocol>;

    /// Whatever is wrong with the request: the connection ends with it.
    void take(error_code failure) {
        const auto text = text_.lock();
        if (failure || text == nullptr) return;
        response_ = answer(parser_->get(), *text);
        stream_.expires_after(kPatience);
        http::async_write(stream_, response_,
                          [self = shared_from_this()](error_code broken, size_t) { self->sent(broken); });
    }

    void sent(error_code failure) {
        if (!failure && response_.keep_alive()) read();
    }

    Stream stream_;
    std::weak_ptr<const MetricsText> text_;
    std::shared_ptr<void> token_;
    beast::flat_buffer buffer_{kLargestHeader + kLargestBody};
    std::optional<http::request_parser<http::string_body>> parser_;
    Response response_;
};

}  // namespace

void serve_metrics(asio::generic::stream_protocol::socket socket,
                   const std::shared_ptr<const MetricsText>& text, const std::shared_ptr<void>& token) {
    std::make_shared<Session>(std::move(socket), text, token)->read();
}

}  // namespace hawser::loader
