"""Import contract with an allow-list: whatever it does not name is refused."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class AllowedImports(Contract):
    """`source` imports from outside itself nothing but what is `allowed`, by its first name."""

    type_name = "allowed_imports"

    source = fields.StringField()
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        source, allowed = str(self.source), {str(name) for name in self.allowed}  # type: ignore[attr-defined]
        refused = sorted(
            f"{module} -> {imported}"
            for module in {source, *graph.find_descendants(source)}
            for imported in graph.find_modules_directly_imported_by(module)
            if not f"{imported}.".startswith(f"{source}.")
            and imported.partition(".")[0] not in allowed
        )
        return ContractCheck(kept=not refused, metadata={"refused": refused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["refused"]:
            output.print_error(f"{line}: not among what it may import.")
