// SPDX-License-Identifier: BSD-2-Clause
#include "loader/plan/forwarding.h"

#include <gtest/gtest.h>

namespace hawser::loader {
namespace {

const NetfilterChain kFilterForward{"nftables chain inet filter forward", 3, false};
const NetfilterChain kEmptyForward{"nftables chain ip filter FORWARD", 0, false};
const NetfilterChain kDroppingForward{"iptables chain filter FORWARD", 0, true};

TEST(ChooseForwarding, AutoIsFastWhereNothingWouldBeSkipped) {
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kAuto, {}),
              (ForwardingDecision{HW_FORWARDING_FAST, "no netfilter rule would be skipped"}));
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kAuto, {{kEmptyForward}, ""}).mode, HW_FORWARDING_FAST);
}

TEST(ChooseForwarding, AutoNamesTheChainForWhichItTakesTheStack) {
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kAuto, {{kEmptyForward, kFilterForward}, ""}),
              (ForwardingDecision{
                  HW_FORWARDING_STACK,
                  "nftables chain inet filter forward has rules that redirected packets would skip"}));
}

TEST(ChooseForwarding, ADroppingPolicyIsARule) {
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kAuto, {{kDroppingForward}, ""}),
              (ForwardingDecision{
                  HW_FORWARDING_STACK,
                  "iptables chain filter FORWARD drops by policy, which redirected packets would skip"}));
}

TEST(ChooseForwarding, WhatCannotBeReadIsNotSkipped) {
    const ForwardingDecision decision = choose_forwarding(ForwardingChoice::kAuto, {{}, "no permission"});
    EXPECT_EQ(decision.mode, HW_FORWARDING_STACK);
    EXPECT_EQ(decision.reason,
              "netfilter's rules are not known (no permission), and redirected packets might skip some");
}

TEST(ChooseForwarding, AConfiguredModeIsObeyed) {
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kStack, {}),
              (ForwardingDecision{HW_FORWARDING_STACK, "configured"}));
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kFast, {}),
              (ForwardingDecision{HW_FORWARDING_FAST, "configured"}));
    EXPECT_EQ(choose_forwarding(ForwardingChoice::kFast, {{kFilterForward}, ""}),
              (ForwardingDecision{HW_FORWARDING_FAST,
                                  "configured, although nftables chain inet filter forward has rules that "
                                  "redirected packets skip"}));
}

}  // namespace
}  // namespace hawser::loader
