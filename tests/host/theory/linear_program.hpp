// The cheapest point of R(r) by GLPK's simplex method over all 2^K - 1 constraints (spec/theory.md
// section 3), whose right-hand sides come from log-determinants.
#pragma once

#include <glpk.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "host/theory/channel.hpp"
#include "host/theory/region.hpp"
#include "tests/reference/region_reference.hpp"

namespace ceo::theory::testing {

struct Optimum {
  double cost = 0;
  std::vector<double> rates;
};

/// min prices.R subject to sum_A R_k >= bound[A] for all non-empty A; R is free otherwise.
inline Optimum minimise(const std::vector<double>& prices, const std::vector<double>& bound) {
  const std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem(glp_create_prob(), glp_delete_prob);
  const auto workers = static_cast<int>(prices.size());
  glp_set_obj_dir(problem.get(), GLP_MIN);
  glp_add_cols(problem.get(), workers);
  for (int k = 0; k < workers; ++k) {
    glp_set_col_bnds(problem.get(), k + 1, GLP_FR, 0, 0);
    glp_set_obj_coef(problem.get(), k + 1, prices[static_cast<std::size_t>(k)]);
  }
  glp_add_rows(problem.get(), static_cast<int>(bound.size()) - 1);
  for (std::size_t bits = 1; bits < bound.size(); ++bits) {
    std::vector<int> places{0};
    for (const std::size_t k : workers_of(bits)) places.push_back(static_cast<int>(k) + 1);
    const std::vector<double> ones(places.size(), 1.0);
    const auto row = static_cast<int>(bits);
    glp_set_row_bnds(problem.get(), row, GLP_LO, bound[bits], 0);
    glp_set_mat_row(problem.get(), row, static_cast<int>(places.size()) - 1, places.data(),
                    ones.data());
  }
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.tol_bnd = how.tol_dj = 1e-10;
  EXPECT_EQ(glp_simplex(problem.get(), &how), 0);
  EXPECT_EQ(glp_get_status(problem.get()), GLP_OPT);
  Optimum optimum{glp_get_obj_val(problem.get()), {}};
  for (int k = 1; k <= workers; ++k) optimum.rates.push_back(glp_get_col_prim(problem.get(), k));
  return optimum;
}

/// All f_r(A) from log-determinants, not from the product.
inline std::vector<double> bounds_by_determinants(const Channel& channel) {
  const reference::Matrix all = reference::covariance(
      channel.var_x, reference::widen(channel.var_n), reference::widen(channel.var_v));
  std::vector<double> bound(std::size_t{1} << channel.rate.size(), 0.0);
  for (std::size_t bits = 1; bits < bound.size(); ++bits) {
    bound[bits] = static_cast<double>(reference::subset_information(all, workers_of(bits)));
  }
  return bound;
}

}  // namespace ceo::theory::testing
