using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>The dotted names that an expression may use: the fields of one event, or everything that a rule's texts may refer to.</summary>
internal interface INames
{
    /// <summary>The type of the value by this name; <paramref name="problem"/> says what is wrong with an unknown one.</summary>
    bool TryFind(string path, out ExpressionType type, out string problem);

    /// <summary>The field of an event that this name is; null if it is none, or not always the same one.</summary>
    EventField? Field(string path) => null;

    /// <summary>What gives the value by this name.</summary>
    Expression Bind(string path) => new NameExpression(path);
}
