// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/report.h"

namespace hawser::maps {
namespace {

Json to_json(const Record& record) {
    Json object = Json::object();
    for (const Field& field : record.fields())
        if (field.json) object[field.name] = *field.json;
    return object;
}

/// Writes as it goes, for the whole of a large list would have to be held a second time as text.
class JsonWriter {
 public:
    JsonWriter(std::ostream& out, bool pretty) : out_(out), pretty_(pretty) {}

    void write(const Report& report) {
        const bool keyed = report.sections.size() != 1 || !report.sections[0].name.empty();
        if (!keyed) {
            write(report.sections[0]);
        } else {
            open('{');
            for (size_t i = 0; i < report.sections.size(); ++i) {
                new_element(i == 0);
                out_ << Json(report.sections[i].name).dump() << (pretty_ ? ": " : ":");
                write(report.sections[i]);
            }
            close('}', report.sections.empty());
        }
        out_ << '\n';
    }

 private:
    void write(const Section& section) {
        if (section.single)
            return write(section.records.empty() ? Json(nullptr) : to_json(section.records.at(0)));
        open('[');
        for (size_t i = 0; i < section.records.size(); ++i) {
            new_element(i == 0);
            write(to_json(section.records.at(i)));
        }
        close(']', section.records.empty());
    }

    void write(const Json& value) {
        // Interface names may be any bytes; what is not UTF-8 is replaced, for an exception would serve
        // nobody.
        const std::string text =
            value.dump(pretty_ ? kIndent : -1, ' ', false, Json::error_handler_t::replace);
        for (const char c : text) {
            out_ << c;
            if (c == '\n') indent();
        }
    }

    void open(char bracket) {
        out_ << bracket;
        ++depth_;
    }

    void new_element(bool first) {
        if (!first) out_ << ',';
        new_line();
    }

    void close(char bracket, bool empty) {
        --depth_;
        if (!empty) new_line();
        out_ << bracket;
    }

    void new_line() {
        if (!pretty_) return;
        out_ << '\n';
        indent();
    }

    void indent() { out_ << std::string(kIndent * depth_, ' '); }

    static constexpr int kIndent = 4;
    std::ostream& out_;
    bool pretty_;
    size_t depth_ = 0;
};

}  // namespace

void render_json(const Report& report, bool pretty, std::ostream& out) {
    JsonWriter(out, pretty).write(report);
}

}  // namespace hawser::maps
