// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/sas.h"

namespace hawser::loader {

nlohmann::ordered_json to_json(const std::vector<NamedIke>& sas) {
    auto list = nlohmann::ordered_json::array();
    for (const NamedIke& sa : sas)
        list.push_back({{sa.name, to_json(sa.ike)}});
    return list;
}

Result<std::vector<NamedIke>> sas_from_json(const nlohmann::json& json) {
    std::vector<NamedIke> sas;
    if (!json.is_array()) return Error("hawserd's answer cannot be understood: the SAs are no list");
    for (const auto& each : json) {
        if (!each.is_object() || each.size() != 1)
            return Error("hawserd's answer cannot be understood: an SA has no name");
        std::string trouble;
        sas.push_back({each.begin().key(), ike_from_json(*each.begin(), trouble)});
        if (!trouble.empty()) return Error("hawserd's answer cannot be understood: " + trouble);
    }
    return sas;
}

}  // namespace hawser::loader
