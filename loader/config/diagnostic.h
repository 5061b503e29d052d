// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hawser::loader {

/// A place in the configuration file; both counted from 1, 0: the file as a whole.
struct Location {
    unsigned line = 0;
    unsigned column = 0;
    auto operator<=>(const Location&) const = default;
};

/// A configured value and where it stands, so that later checks can name the line.
template <typename T>
struct Located {
    T value{};
    Location where;
};

enum class Severity { kError, kWarning };

/// One thing that is wrong with a configuration, and what to do about it.
struct Diagnostic {
    Severity severity = Severity::kError;
    std::string file;
    Location where;
    std::string text;
    /// What to do, as a phrase; may be empty.
    std::string hint;

    /// `hawser.toml:12:3: error: unknown key 'adress' in [[peer]] (did you mean 'address'?)`
    [[nodiscard]] std::string to_string() const;
};

/// Collects everything that is wrong, so that a user mends a file in one go.
class Diagnostics {
 public:
    explicit Diagnostics(std::string file) : file_(std::move(file)) {}

    void error(Location where, std::string text, std::string hint = {});
    void warning(Location where, std::string text, std::string hint = {});

    [[nodiscard]] bool has_errors() const;
    [[nodiscard]] const std::string& file() const { return file_; }
    /// In the order of the file.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

 private:
    /// A key that several tunnels inherit is wrong once, not once a tunnel.
    void add(Diagnostic found);

    std::string file_;
    std::vector<Diagnostic> found_;
};

}  // namespace hawser::loader
