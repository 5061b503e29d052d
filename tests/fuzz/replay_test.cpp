// SPDX-License-Identifier: BSD-2-Clause
// Gives every file of the corpus, and each of its truncations, to its target: what a fuzzer has once found
// stays found, in builds that have no fuzzer.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/targets.h"

namespace hawser::fuzz {
namespace {

Bytes contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

class Replay : public testing::TestWithParam<Target> {};

TEST_P(Replay, Corpus) {
    size_t files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(HAWSER_CORPUS "/") + GetParam().name)) {
        SCOPED_TRACE(entry.path().filename());
        const Bytes bytes = contents(entry.path());
        GetParam().run(bytes);
        const size_t step = 1 + bytes.size() / 64;
        for (size_t size = 0; size < bytes.size(); size += step)
            GetParam().run(ByteView(bytes).first(size));
        ++files;
    }
    EXPECT_GT(files, 0u) << "a corpus that is not there tests nothing";
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Replay, testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace hawser::fuzz
