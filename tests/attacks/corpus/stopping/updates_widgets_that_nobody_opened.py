# tries: tells of the state of widgets, two million values at a time, which whoever shows notebooks remembers
# walls: bounded messages
# canary: memory
# %%
kernel = get_ipython().kernel
state = {str(number): {} for number in range(2_000_000)}
for number in range(6):
    content = {"comm_id": f"widget-{number}", "data": {"state": state}}
    kernel.session.send(kernel.iopub_socket, "comm_msg", content, parent=kernel.get_parent("shell"))
