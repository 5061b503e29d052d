// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace hawser::loader {

/// Takes fields out of a JSON object. A field that is absent or null leaves the value as it is; the first one
/// of a wrong type is remembered, and everything goes on.
class FieldReader {
 public:
    /// `trouble` must outlive the reader; it becomes the name of the first bad field.
    FieldReader(const nlohmann::json& object, std::string& trouble) : object_(object), trouble_(trouble) {
        if (!object.is_object()) note("the value around it");
    }

    template <typename T>
    void take(const char* key, T& value) const {
        const nlohmann::json* field = find(key);
        if (field == nullptr) return;
        try {
            value = field->get<T>();
        } catch (const nlohmann::json::exception&) {
            note(key);
        }
    }

    template <typename T>
    void take(const char* key, std::optional<T>& value) const {
        T number{};
        if (find(key) == nullptr) return;
        take(key, number);
        value = number;
    }

    /// Null where the field is absent.
    [[nodiscard]] const nlohmann::json* find(const char* key) const {
        if (!object_.is_object()) return nullptr;
        const auto found = object_.find(key);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }

    void note(const std::string& field) const {
        if (trouble_.empty()) trouble_ = field;
    }

 private:
    const nlohmann::json& object_;
    std::string& trouble_;
};

}  // namespace hawser::loader
