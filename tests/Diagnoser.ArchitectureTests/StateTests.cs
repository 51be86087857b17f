using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Diagnoser.ArchitectureTests;

public sealed class StateTests
{
    [Theory]
    [InlineData("Diagnoser.Contracts")]
    [InlineData("Diagnoser.Engine")]
    [InlineData("diagnoser-collector")]
    [InlineData("diagnoser")]
    public void No_static_field_can_be_set_twice(string assembly)
    {
        var mutable =
            from type in Assembly.Load(assembly).GetTypes()
            where !IsGenerated(type)
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where !field.IsInitOnly && !field.IsLiteral && !IsGenerated(field)
            select $"{type.FullName}.{field.Name}";

        Assert.Empty(mutable);
    }

    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.IsDefined(typeof(GeneratedCodeAttribute))
        || (member.DeclaringType is { } outer && IsGenerated(outer));
}
