# SPDX-License-Identifier: BSD-2-Clause
# hawser_add_test(NAME LABEL ring SOURCES ... LIBS ...): a GoogleTest program whose cases CTest lists one by one
# as `ring.Suite.Case`. A case that this machine cannot run calls GTEST_SKIP and is reported as skipped.
include(CTest)
include(GoogleTest)
find_package(GTest REQUIRED)

function(hawser_add_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
  # Half of a small test's compilation is reading these.
  target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  gtest_discover_tests(${name} TEST_PREFIX ${ARG_LABEL}. DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
