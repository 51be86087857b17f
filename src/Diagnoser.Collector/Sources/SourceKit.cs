using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Sources.Containers;

namespace Diagnoser.Collector.Sources;

/// <summary>What every source of one host works with.</summary>
internal sealed record SourceKit(EventFactory Factory, Inventory Inventory, Ledger Ledger, Outlet Outlet, Notices Notices, TimeProvider Clock);
