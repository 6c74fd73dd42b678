using System.Reflection;
using System.Reflection.Emit;

namespace Histo.TestKit.Architecture;

/// <summary>Finds the types that a type's signatures and method bodies use.</summary>
public static class TypeUses
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Where(field => field.FieldType == typeof(OpCode))
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>All types that <paramref name="type"/> refers to, generic arguments and element types taken apart.</summary>
    public static IReadOnlySet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        Array.ForEach(type.GetInterfaces(), each => Add(uses, each));
        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(uses, field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add(uses, (method as MethodInfo)?.ReturnType);
            Array.ForEach(method.GetParameters(), parameter => Add(uses, parameter.ParameterType));
            AddBody(uses, method);
        }

        uses.Remove(type);
        return uses;
    }

    private static void AddBody(HashSet<Type> uses, MethodBase method)
    {
        MethodBody? body = method.GetMethodBody();
        if (body?.GetILAsByteArray() is not byte[] code)
        {
            return;
        }

        foreach (LocalVariableInfo local in body.LocalVariables)
        {
            Add(uses, local.LocalType);
        }

        for (int at = 0; at < code.Length;)
        {
            OpCode op = code[at] == 0xFE ? Codes[(short)(0xFE00 | code[at + 1])] : Codes[code[at]];
            at += op.Size;
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                MemberInfo? member = Resolve(method, BitConverter.ToInt32(code, at));
                Add(uses, member as Type ?? member?.DeclaringType);
                Add(uses, (member as MethodInfo)?.ReturnType);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    Array.ForEach(generic.GetGenericArguments(), argument => Add(uses, argument));
                }
            }

            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        Type[]? own = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Type[]? outer = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, outer, own);
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        switch (type)
        {
            case null or { IsGenericParameter: true }:
                break;
            case { HasElementType: true }:
                Add(uses, type.GetElementType());
                break;
            case { IsGenericType: true }:
                uses.Add(type.GetGenericTypeDefinition());
                Array.ForEach(type.GetGenericArguments(), argument => Add(uses, argument));
                break;
            default:
                uses.Add(type);
                break;
        }
    }
}
