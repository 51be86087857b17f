using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>A selection that an event matched.</summary>
/// <param name="Ref">The selection.</param>
/// <param name="Captures">What its regular expressions caught; nobody writes into it.</param>
internal readonly record struct SelectionHit(SelectionRef Ref, Captures Captures);
