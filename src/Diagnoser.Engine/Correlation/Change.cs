namespace Diagnoser.Engine.Correlation;

/// <summary>What changed in the window of a key.</summary>
/// <param name="From">Place from which on its sightings are others; their number if none is and only time has gone on.</param>
/// <param name="Along">Time of the sighting that came or went if it decides nothing and comes along, in ticks; else the largest number.</param>
internal readonly record struct Change(int From, long Along = long.MaxValue);
