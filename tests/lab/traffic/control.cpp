// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/control.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace hawser::traffic {

Words split_words(const std::string& line) {
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

Result<Control> Control::listen(const std::string& path, Handler handler) {
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Error("the path of the control socket is too long");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    ::unlink(path.c_str());
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket.get(), 4) != 0) {
        return Error::system("listening on " + path, errno);
    }
    return Control(std::move(socket), std::move(handler));
}

void Control::serve() {
    const Descriptor connection(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string line;
    char piece[256];
    while (connection.open() && line.find('\n') == std::string::npos && line.size() < 4096) {
        const ssize_t got = ::recv(connection.get(), piece, sizeof piece, 0);
        if (got <= 0) return;
        line.append(piece, static_cast<std::size_t>(got));
    }
    const std::string answer = handler_(split_words(line)) + "\n";
    for (std::size_t done = 0; done < answer.size();) {
        const ssize_t sent =
            ::send(connection.get(), answer.data() + done, answer.size() - done, MSG_NOSIGNAL);
        if (sent <= 0) return;
        done += static_cast<std::size_t>(sent);
    }
}

Result<void> write_whole(const std::string& path, const std::string& content) {
    const std::string partial = path + ".partial";
    std::ofstream file(partial, std::ios::binary);
    file << content;
    file.close();
    if (!file || std::rename(partial.c_str(), path.c_str()) != 0) {
        return Error::system("writing " + path, errno);
    }
    return {};
}

}  // namespace hawser::traffic
