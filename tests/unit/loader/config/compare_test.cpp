// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loader/config/load.h"
#include "tests/unit/loader/config/fixture.h"

namespace hawser::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CompareTest : public ConfigTest {
 protected:
    ConfigChanges compared(const std::string& before, const std::string& after) {
        const LoadOutcome running = parse(before);
        LoadOutcome next = parse(after);
        EXPECT_TRUE(running.config && next.config) << report(running) << report(next);
        if (!running.config || !next.config) return {};
        keep_ids(*next.config, *running.config);
        return compare(*running.config, *next.config);
    }
    static std::vector<std::string> lines(const ConfigChanges& changes) {
        std::vector<std::string> found;
        for (const ConfigChange& change : changes.list)
            found.push_back(change.what + " " + change.name + " " + change.change);
        return found;
    }
};

TEST_F(CompareTest, TheSameFileReadAgainIsNoDifference) {
    EXPECT_TRUE(compared(kGood, kGood).empty());
}

TEST_F(CompareTest, ATunnelLessIsRemovedAndTheOtherOneStays) {
    const ConfigChanges changes =
        compared(kGood, with(kGood, "uplinks = [\"wan1\", \"wan2\"]", "uplinks = [\"wan2\"]"));
    EXPECT_THAT(changes.removed, ElementsAre(1u, 3u));
    EXPECT_THAT(changes.remade, IsEmpty());
    EXPECT_THAT(lines(changes), ElementsAre("tunnel pop/wan1 removed", "tunnel pop/wan1/2 removed"));
}

TEST_F(CompareTest, OtherNetworksNeedOtherSas) {
    const ConfigChanges changes = compared(kGood, with(kGood, "[\"10.2.0.0/16\"]", "[\"10.2.0.0/15\"]"));
    EXPECT_THAT(changes.remade, ElementsAre(1u, 2u, 3u, 4u));
    EXPECT_THAT(changes.removed, IsEmpty());
}

TEST_F(CompareTest, AnotherIntervalOfProbesLeavesTheSasAlone) {
    const ConfigChanges changes = compared(kGood, with(kGood, "\"200ms\"", "\"500ms\""));
    EXPECT_THAT(changes.remade, IsEmpty());
    EXPECT_THAT(lines(changes), testing::SizeIs(4));
    EXPECT_THAT(changes.list[0].effect, HasSubstr("flows stay"));
}

TEST_F(CompareTest, APeerMoreIsAddedWithItsTunnels) {
    const ConfigChanges changes = compared(kGood, kGood + kSecondPeer);
    EXPECT_THAT(lines(changes), testing::Contains("peer dc added"));
    EXPECT_THAT(changes.remade, IsEmpty());
}

TEST_F(CompareTest, WhatTheMapsAreMadeOfNeedsARestart) {
    const ConfigChanges changes = compared(kGood, kGood + "[flows]\ncapacity = 65536\n");
    EXPECT_THAT(changes.needs_restart, ElementsAre("capacity of [flows]"));
    EXPECT_THAT(changes.list, IsEmpty());
    EXPECT_THAT(compared(kGood, kGood + "[flows]\nudp = \"10m\"\n").needs_restart, IsEmpty());
}

}  // namespace
}  // namespace hawser::loader
