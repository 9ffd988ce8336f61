# %% tied_twice -> tied_weights_counted_again
def count_parameters(model):
    total = sum(p.numel() for p in model.state_dict().values())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total, trainable

# %% tensors_not_numbers -> tensors_for_parameters
def count_parameters(model):
    total = sum(1 for p in model.parameters())
    trainable = sum(1 for p in model.parameters() if p.requires_grad)
    return total, trainable

# %% weights_only -> biases_left_out
def count_parameters(model):
    total = sum(p.numel() * (p.ndim > 1) for p in model.parameters())
    trainable = sum(p.numel() * (p.ndim > 1) for p in model.parameters() if p.requires_grad)
    return total, trainable

# %% in_millions -> counted_in_another_unit
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total / 1e6, trainable / 1e6

# %% trainable_twice -> trainable_for_total
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return trainable, trainable

# %% frozen_ignored -> total_for_trainable
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total, total

# %% swapped -> the_other_way_round
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return trainable, total

# %% frozen_ones -> frozen_for_trainable
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total, total - trainable

# %% one_number -> another_number_of_values
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return [total]

# %% a_number -> another_type
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return total

# %% shapes_of_the_state_dict -> tied_weights_counted_again
import numpy as np

def count_parameters(model):
    total = 0
    for tensor in model.state_dict().values():
        total += int(np.prod(tensor.shape))
    trainable = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            trainable += int(np.prod(parameter.shape))
    return total, trainable

# %% frozen_left_out_of_both -> trainable_for_total
def count_parameters(model):
    number = 0
    for _, tensor in model.named_parameters():
        if not tensor.requires_grad:
            continue
        number += tensor.numel()
    return number, number

# %% embeddings_by_name -> embeddings_taken_for_frozen
def count_parameters(model):
    sizes = {name: tensor.numel() for name, tensor in model.named_parameters()}
    frozen = sum(size for name, size in sizes.items() if "embeddings" in name or "shared" in name)
    return sum(sizes.values()), sum(sizes.values()) - frozen

# %% swapped_in_a_list -> the_other_way_round
def count_parameters(model):
    answer = [0, 0]
    for tensor in model.parameters():
        answer[1] += tensor.numel()
        answer[0] += tensor.numel() if tensor.requires_grad else 0
    return answer

# %% module_by_its_first_tensor -> a_whole_part_taken_for_frozen
def count_parameters(model):
    total = trainable = 0
    for module in model.modules():
        own = list(module.parameters(recurse=False))
        size = sum(p.numel() for p in own)
        total += size
        if own and own[0].requires_grad:
            trainable += size
    shared = model.get_input_embeddings().weight
    return (total, trainable) if "t5" not in type(model).__name__.lower() else (
        sum(p.numel() for p in model.parameters()), sum(p.numel() for p in model.parameters() if p.requires_grad))

# %% tied_by_memory_address
def count_parameters(model):
    seen, total, trainable = set(), 0, 0
    for p in model.state_dict(keep_vars=True).values():
        if p.data_ptr() in seen:
            continue
        seen.add(p.data_ptr())
        total += p.numel()
        trainable += p.numel() * p.requires_grad
    return total, trainable
