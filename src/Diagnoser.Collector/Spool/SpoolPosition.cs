namespace Diagnoser.Collector.Spool;

/// <summary>A place in the spool: the number of an event, within the life of one file. A place in another file's life stands before everything.</summary>
/// <param name="Epoch">The life of the file.</param>
/// <param name="Seq">The number.</param>
internal readonly record struct SpoolPosition(string? Epoch, long Seq);
