// The tables of a run file, column by column. One list serves the writer and the reader, so that
// they cannot disagree: a Table is anything with `column(label, field)`, and `field(row)` gives a
// reference to what the column holds.
#pragma once

#include <string>

#include "host/io/hdf5_write.hpp"
#include "host/run/record.hpp"

namespace ceo::io {

/// Group `streams`, along `cell`; the id of the cell is the dimension scale itself.
template <class Table>
void stream_columns(Table& table) {
  table.column(
      {"point", "1", "point of the plan that the cell samples"},
      [](auto& row) -> auto& { return row.point; });
  table.column(
      {"model", "1", "sampling model"}, [](auto& row) -> auto& { return row.model; });
  table.column(
      {"parameters", "1", "canonical text of model and parameters; enters the key"},
      [](auto& row) -> auto& { return row.parameters; });
  table.column(
      {"fault", "1", "canonical text of the planted fault; empty for the sound model"},
      [](auto& row) -> auto& { return row.fault; });
  table.column(
      {"first_strip", "strip", "index of the first strip of 32 samples"},
      [](auto& row) -> auto& { return row.first_strip; });
  table.column(
      {"samples", "sample", "samples that the plan asks for"},
      [](auto& row) -> auto& { return row.samples; });
}

/// Since schema 1.1; a cell of an older file is philox.
template <class Table>
void generator_column(Table& table) {
  table.column(
      {"rng", "1", "generator of the random numbers"}, [](auto& row) -> auto& { return row.rng; });
}

/// Since schema 1.1.
template <class Table>
void assumptions_column(Table& table) {
  table.column(
      {"assumptions", "1", "under which the statement is made"},
      [](auto& row) -> auto& { return row.assumptions; });
}

/// Group `estimates`, along `finding`. `finding_of(row)` is the finding of a row.
template <class Table, class FindingOf>
void estimate_columns(Table& table, const std::string& prefix, FindingOf finding_of) {
  const std::string unit = "unit of the quantity, see unit_name";
  table.column(
      {prefix + "value", unit, "measured value"}, [=](auto& row) -> auto& {
        return finding_of(row).estimate.value;
      });
  table.column(
      {prefix + "standard_error", unit, "standard error of the measured value"},
      [=](auto& row) -> auto& { return finding_of(row).estimate.standard_error; });
  table.column(
      {prefix + "samples", "sample", "samples behind the measured value"}, [=](auto& row) -> auto& {
        return finding_of(row).estimate.samples;
      });
  table.column(
      {prefix + "law", "1", "law of (value - truth)/standard_error: normal, t255, own or exact"},
      [=](auto& row) -> auto& { return finding_of(row).estimate.law; });
}

/// Group `findings`, along `finding`.
template <class Table, class FindingOf>
void finding_columns(Table& table, const std::string& prefix, FindingOf finding_of) {
  const std::string unit = "unit of the quantity, see unit_name";
  table.column(
      {prefix + "claim", "1", "id of the claim"}, [=](auto& row) -> auto& {
        return finding_of(row).claim;
      });
  table.column(
      {prefix + "point", "1", "point of the plan"}, [=](auto& row) -> auto& {
        return finding_of(row).point;
      });
  table.column(
      {prefix + "quantity", "1", "id of the quantity within its claim"}, [=](auto& row) -> auto& {
        return finding_of(row).quantity;
      });
  table.column(
      {prefix + "statement", "1", "what the theory says of the quantity"}, [=](auto& row) -> auto& {
        return finding_of(row).statement;
      });
  table.column(
      {prefix + "unit_name", "1", "unit of the quantity"}, [=](auto& row) -> auto& {
        return finding_of(row).unit_name;
      });
  table.column(
      {prefix + "prediction", unit, "value that the theory predicts"}, [=](auto& row) -> auto& {
        return finding_of(row).prediction.value;
      });
  table.column(
      {prefix + "systematic", unit, "known bound on the error of the machinery"},
      [=](auto& row) -> auto& { return finding_of(row).prediction.systematic; });
  table.column(
      {prefix + "unit", unit, "resolution is relative to this"}, [=](auto& row) -> auto& {
        return finding_of(row).prediction.unit;
      });
  table.column(
      {prefix + "sd_per_sample", "1", "predicted standard_error sqrt(samples)/unit"},
      [=](auto& row) -> auto& { return finding_of(row).prediction.sd_per_sample; });
  table.column(
      {prefix + "level", "1", "share of the false-alarm budget, two-sided"},
      [=](auto& row) -> auto& { return finding_of(row).level; });
  table.column(
      {prefix + "resolution", "1", "largest standard_error/unit that is an answer"},
      [=](auto& row) -> auto& { return finding_of(row).resolution; });
  table.column(
      {prefix + "z", "1", "distance beyond the systematic error, in standard errors"},
      [=](auto& row) -> auto& { return finding_of(row).z; });
  table.column(
      {prefix + "p", "1", "two-sided p-value of z under the law"}, [=](auto& row) -> auto& {
        return finding_of(row).p;
      });
  table.column(
      {prefix + "verdict", "1", "agree, disagree, unresolved, error or not run"},
      [=](auto& row) -> auto& { return finding_of(row).verdict; });
  table.column(
      {prefix + "reason", "1", "why the verdict is not agree; empty for agree"},
      [=](auto& row) -> auto& { return finding_of(row).reason; });
}

/// Of group `findings` and of the findings of controls, since schema 1.2.
template <class Table, class FindingOf>
void words_columns(Table& table, const std::string& prefix, FindingOf finding_of) {
  table.column(
      {prefix + "words", "1", "of a host check: what was found; else empty"},
      [=](auto& row) -> auto& { return finding_of(row).words; });
  table.column(
      {prefix + "printed", "1", "1 if this is the form printed in the source, beside another"},
      [=](auto& row) -> auto& { return finding_of(row).printed; });
}

/// Group `controls`, since schema 1.2: what the finding must come to, with its words.
template <class Table>
void required_columns(Table& table) {
  table.column(
      {"required", "1", "rejected or accepted: what the control must come to"},
      [](auto& row) -> auto& { return row.required; });
  words_columns(
      table, "finding_", [](auto& row) -> auto& { return row.finding; });
}

/// Group `controls`, along `control`; the id of the control is the dimension scale itself.
template <class Table>
void control_columns(Table& table) {
  table.column(
      {"claim", "1", "claim that must reject the fault"},
      [](auto& row) -> auto& { return row.claim; });
  table.column(
      {"description", "1", "the planted fault in a sentence"},
      [](auto& row) -> auto& { return row.description; });
  table.column(
      {"point", "1", "point of the plan at which the fault is planted"},
      [](auto& row) -> auto& { return row.point; });
  table.column(
      {"quantity", "1", "quantity that must disagree"},
      [](auto& row) -> auto& { return row.quantity; });
  table.column(
      {"needed", "sample", "samples for power 0.999 at the level"},
      [](auto& row) -> auto& { return row.needed; });
  table.column(
      {"effect", "1", "shift of the quantity, in standard deviations per sample"},
      [](auto& row) -> auto& { return row.effect; });
  table.column(
      {"rejected", "1", "1 if the fault was rejected, else 0"},
      [](auto& row) -> auto& { return row.rejected; });
  const auto finding_of = [](auto& row) -> auto& {
    return row.finding;
  };
  finding_columns(table, "finding_", finding_of);
  estimate_columns(table, "finding_", finding_of);
}

/// Group `claims`, along `claim`; the id of the claim is the dimension scale itself.
template <class Table>
void claim_columns(Table& table) {
  table.column(
      {"title", "1", "a few words"}, [](auto& row) -> auto& { return row.title; });
  table.column(
      {"statement", "1", "the theorem in a sentence"},
      [](auto& row) -> auto& { return row.statement; });
  table.column(
      {"source", "1", "where the statement is printed"},
      [](auto& row) -> auto& { return row.source; });
  table.column(
      {"kind", "1", "identity, equality, bound, assumption, published or optimum"},
      [](auto& row) -> auto& { return row.kind; });
  table.column(
      {"expected", "1", "what the ledger expects"},
      [](auto& row) -> auto& { return row.expected; });
  table.column(
      {"verdict", "1", "what this run found"}, [](auto& row) -> auto& { return row.verdict; });
  table.column(
      {"reason", "1", "why; empty when the claim holds"},
      [](auto& row) -> auto& { return row.reason; });
  table.column(
      {"findings", "1", "judged quantities"}, [](auto& row) -> auto& { return row.findings; });
  table.column(
      {"agree", "1", "findings that agree"}, [](auto& row) -> auto& { return row.agree; });
  table.column(
      {"disagree", "1", "findings that disagree"}, [](auto& row) -> auto& { return row.disagree; });
  table.column(
      {"unresolved", "1", "findings with too wide an error"},
      [](auto& row) -> auto& { return row.unresolved; });
  table.column(
      {"errors", "1", "findings of broken cells"}, [](auto& row) -> auto& { return row.errors; });
  table.column(
      {"controls", "1", "planted faults"}, [](auto& row) -> auto& { return row.controls; });
  table.column(
      {"controls_rejected", "1", "planted faults that were rejected"},
      [](auto& row) -> auto& { return row.controls_rejected; });
  table.column(
      {"as_expected", "1", "1 if the verdict is the expected one and every control was rejected"},
      [](auto& row) -> auto& { return row.as_expected; });
}

}  // namespace ceo::io
